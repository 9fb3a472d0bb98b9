DROP TABLE invitation_arrivals;
DROP TABLE invitation_threads;
DROP TABLE invitations;
