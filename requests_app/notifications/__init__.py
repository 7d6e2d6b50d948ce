"""Letters: what each says (letters, staff_letters, operator_letters, mime), and how each surely goes out.

outbox writes them, sending hands them to the mail server that mail_server judges, bounces reads what came back, and
alarms says what must wake somebody up.
"""
