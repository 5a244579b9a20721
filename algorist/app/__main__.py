"""`python -m algorist.app` is `algorist`."""

from algorist.app.main import main

main()
