"""Code sets in Finnish, Swedish and English: which codes exist and what they are called; not which rows use them."""

from .codes import VOCABULARIES, Code, Vocabulary, get_vocabulary

__all__ = ["VOCABULARIES", "Code", "Vocabulary", "get_vocabulary"]
