"""Files of other programs: readers and writers, each in a module or package of its own.

A reader takes a path and gives a ``collection.Collection``, the one neutral form; it raises
``ExchangeError`` with a sentence where the file is refused as a whole, and notes a ``Remark``
for whatever it leaves out or changes.  It writes nothing and knows nothing of the learner.
``study.exchange.importing`` alone turns a collection into decks and facts.
"""
