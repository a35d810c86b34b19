"""Every measure counted again in slow Python, from the definitions and not from the SQL.

`RECOUNTS` holds them by id: all modules of this folder are imported, and each registers its own.
"""

import importlib
import pkgutil

from tests.oracle.recount import RECOUNTS, Recount

__all__ = ["RECOUNTS", "Recount"]

for module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(module.name)
