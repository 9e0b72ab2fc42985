"""Publishing by `git push`: what was pushed is checked, built and put live in one step, or refused with a reason."""
