"""The living style page: every component with invented values, which the page says they are.

No person in it exists. `style_context()` is the context of core/style.html.
"""

from semesta.web.core.style_page.page import style_context

__all__ = ["style_context"]
