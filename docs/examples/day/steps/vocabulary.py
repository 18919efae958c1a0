"""The packs of steps that these features use; `lockstep steps` lists them."""

import lockstep.steps.generic  # noqa: F401 - importing a pack defines its steps
