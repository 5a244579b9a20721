"""`python -m algorist` is `algorist`."""

from algorist.app.main import main

main()
