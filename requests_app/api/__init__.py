"""The doors of other software: the machine interface, version 1, below `/api/v1/`.

A door reads what was sent, calls the functions that the pages call, and answers in JSON; whatever is refused is
answered with problem details (RFC 9457). Only a bearer token opens anything, so there are no cookies and nothing to
forge. Rooms, from the ground up:

- problems: what can go wrong, and its answer
- refusals: which exception is which problem
- bearer: whose token it is, and how often it may call
- reading: bodies and questions as they are read
- bases: what every address of a token does the same
- idempotency: a call that is sent again is answered, not done again
- describing: how an operation is described
- schema, told: the interface described as OpenAPI, and the page that tells it to people
- tokens: what a token says of itself
- filing, papers, customer_shapes: customers' software files requests, follows them and answers
- desk_queue, desk_case, desk_moves, desk_reading, desk_shapes, desk_forms: staff software works on requests
- known_codes: software of staff adds known codes
- partner: partner desks ask for the code of one radio
- urls: the addresses
"""
