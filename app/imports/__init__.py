"""Files of rows on their way in: read, mapped, checked, applied, undone. What a row means each domain says."""
