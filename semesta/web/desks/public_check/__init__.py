"""The desk where nobody signs in: am I covered?"""
