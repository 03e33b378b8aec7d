"""Events of the starter content in every state that the public pages know, on days counted from today."""
