"""What we remember: values, typed tables, migrations. A table knows its constraints and nothing else."""
