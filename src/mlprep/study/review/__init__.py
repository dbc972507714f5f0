"""The review session: the queue, the question, the answer, and what cards can be made to do."""
