"""Tables that people hand in, read where they lie: CSV files and packages of them, workbooks."""
