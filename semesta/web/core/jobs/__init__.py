"""Long pieces of work: asked for by a page in its own transaction, done by a worker, resumed when the worker is killed.

`handler` names what can be done (handlers.py), `ask` puts a job into the one table (queue.py), a worker takes it with a
lease (worker.py). Why a queue of our own: docs/decisions/0012.
"""
