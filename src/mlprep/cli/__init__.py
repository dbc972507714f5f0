"""The command line: a thin front end on the use cases.

``main`` reads the arguments, ``parser`` says what there is, ``commands`` has a module for each
command, imported only when it is asked for.  Results go to stdout, messages to stderr; exit
codes are 0 done, 1 the thing asked for failed or problems were found, 2 wrong usage or
settings, 3 the history cannot be read or is locked, 130 interrupted.
"""
