"""Files of rows on their way in: read, mapped, checked, applied, undone. What a row means is each domain's to say."""
