DROP INDEX IF EXISTS files_unposted;
DROP INDEX IF EXISTS files_by_uploader;
DROP TABLE uploads;
