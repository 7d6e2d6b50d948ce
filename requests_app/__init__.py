"""The office: requests, their evidence, the way to a code and its delivery.

Rooms, from the ground up:

- states: the state machine as data
- tokens: references read aloud, link tokens of which a digest is kept
- identity: addresses, names and references as they are kept, looked for and shown
- keeping: what is kept, how long and why
- vault: uploads through the one intake for pictures, sealed and kept
- labels: pictures of labels
- models: what the office keeps
- likeness: photos that look the same as another request's
- uncovered: papers that wait to be covered, for their own device alone
- policy: which evidence is asked of whom, and whether a desk asked less shortly before
- lookup: where codes come from
- notifications: letters and the outbox
- staffing: who works at a desk and by which rules, and the lines that changes of these leave
- promise: opening hours, and by when the desk answers
- flags: reasons to look twice
- evidence: documents between the door and the vault
- workflow: every change of a request and what follows
- retention: the purge of what has lived its time
- inventory: rows and sealed files held against each other
- limits: how often one client may do what
- dashboard: how guides do, in numbers
- forms: what customers type
- templatetags: small words for the pages
- tasks: the worker's round
- views: the customers' doors
- admin: the staff's doors
- management: the operators' doors
"""
