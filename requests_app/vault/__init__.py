"""The vault: nothing untrusted enters and nothing readable rests but through here.

`sanitise` turns an upload into clean pictures or a refusal, `cipher` seals bytes, `storage` keeps the sealed ones.
"""
