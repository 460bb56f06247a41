-- A roster is read page by page in the order of enrolment. Without this the database reads everybody's enrolments in that
-- order, from the first there ever was, until it has found a page of the occurrence's own.
ALTER TABLE enrolment
    ADD KEY enrolment_roster (occurrence_id, id);
