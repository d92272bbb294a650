"""How alembic reaches the desk: through the connection that `workbench.desk` hands it.

Why no configuration file: the steps travel inside the package and run where the data folder is.
"""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
