"""The pages an investigator works on; they show what a View answers and open no store themselves."""
