-- The sum of who is enrolled is in the places, so the roster's key need not hold what it was summed from.
ALTER TABLE enrolment
    DROP KEY enrolment_roster,
    ADD KEY enrolment_roster (occurrence_id, id);
