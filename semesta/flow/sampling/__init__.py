"""A round of visits from a published run: the frame, the sample in files, answers, estimates, lists."""
