"""What machines read of a public page: schema.org in JSON-LD, with what is known and shown there, and nothing else."""

from .courses import describe_course
from .events import describe_event
from .guides import describe_guide
from .script import json_ld
from .things import Thing
from .trails import describe_trail

__all__ = ["Thing", "describe_course", "describe_event", "describe_guide", "describe_trail", "json_ld"]
