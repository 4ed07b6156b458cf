"""What a connection is asked."""


def first_words_into(words):
    """A wrapper of Django's that notes how each statement begins."""

    def noted(execute, sql, *rest):
        words.append(sql.split()[0])
        return execute(sql, *rest)

    return noted
