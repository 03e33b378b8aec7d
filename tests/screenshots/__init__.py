"""The pictures of the documents, taken from the demo: `make screenshots`. What they show is in `desk.py` and `public.py`."""
