"""The desk of doubts: is this one person?"""
