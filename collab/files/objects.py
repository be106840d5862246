"""The other store: a private bucket of an S3-compatible object store (STORAGE_URL).

A file is sent whole to `arriving/…` before any row is locked, and copied inside the store, under its hash, when it is kept.
No object is ever public.  Every download passes the access check and the log; an address of an object leaves the site only where the
operator says so (STORAGE_LINKS), signed, and for a minute.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from collab.env import Bucket
from collab.files.store import (
    PIECE_BYTES,
    STRANDED_SECONDS,
    Arrival,
    address_of,
    address_of_part,
    arriving,
    forget_near,
    near_place,
)

log = logging.getLogger("collab.files")
ARRIVING = "arriving/"
NEAR_LIMIT_BYTES = 2**40  # no limit: it was kept
CONNECT_SECONDS, READ_SECONDS, TRIES = 3, 20, 2  # of one request: a store that hangs must not hold its callers for long
MISSING = {"404", "NoSuchKey", "NoSuchBucket"}


class ObjectStore:
    """Files as objects `ab/abcdef…`, written once, never changed.  Safe between threads."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket.name
        self._client: Any = boto3.session.Session().client(
            "s3", endpoint_url=bucket.endpoint, region_name=bucket.region,
            aws_access_key_id=bucket.key, aws_secret_access_key=bucket.secret,
            config=Config(
                signature_version="s3v4",  # links too: the older way signs no headers of the answer
                connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, max_pool_connections=32,
                retries={"mode": "standard", "total_max_attempts": TRIES},
                # Every body is signed by its SHA-256, so a store refuses bytes that changed on the way; the newer checksums are left
                # out, since not every store knows them.
                s3={"addressing_style": "path", "payload_signing_enabled": True},
                request_checksum_calculation="when_required", response_checksum_validation="when_required",
            ),
        )  # fmt: skip

    @contextmanager
    def at_hand(self, arrival: Arrival) -> Iterator[None]:
        """See `Store`."""
        if self.has(arrival.sha256):
            yield
            return
        with arrival.path.open("rb") as file:
            self._client.put_object(Bucket=self.bucket, Key=_on_the_way(arrival), Body=file)
        try:
            yield
        finally:
            try:
                self._client.delete_object(Bucket=self.bucket, Key=_on_the_way(arrival))
            except (BotoCoreError, ClientError):  # what was decided stands; `prepare` throws it away later
                log.warning("a file on its way could not be thrown away yet")

    def keep(self, arrival: Arrival) -> None:
        """See `Store`."""
        if not self.has(arrival.sha256):
            source = {"Bucket": self.bucket, "Key": _on_the_way(arrival)}
            self._client.copy_object(Bucket=self.bucket, Key=address_of(arrival.sha256), CopySource=source)

    def open(self, sha256: str) -> BinaryIO:
        """See `Store`.  The bytes come over the network as they are read; an answer that breaks off raises."""
        return self._body(address_of(sha256))

    def _body(self, key: str) -> BinaryIO:
        try:
            answer = self._client.get_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            raise _as_missing(error, key) from error
        return cast(BinaryIO, answer["Body"])  # it reads in pieces and closes, which is all that is asked of it

    @contextmanager
    def near(self, sha256: str) -> Iterator[Path]:
        """See `Store`.  The copy stays for the next page, until nobody has asked for one for a while (`forget_stranded`)."""
        copy = near_place(sha256)
        if not copy.exists():
            with self.open(sha256) as file, arriving(iter(lambda: file.read(PIECE_BYTES), b""), NEAR_LIMIT_BYTES) as arrival:
                os.replace(arrival.path, copy)
        os.utime(copy)
        yield copy

    def has(self, sha256: str) -> bool:
        """See `Store`."""
        try:
            self._client.head_object(Bucket=self.bucket, Key=address_of(sha256))
        except ClientError as error:
            _as_missing(error, sha256)
            return False
        return True

    def link(self, sha256: str, *, mime: str, disposition: str, seconds: int) -> str:
        """See `Store`.  All of it is signed in: nobody changes a header or the time without the signature breaking."""
        wanted = {
            "Bucket": self.bucket, "Key": address_of(sha256), "ResponseContentType": mime, "ResponseContentDisposition": disposition,
            "ResponseCacheControl": "no-store",
        }  # fmt: skip
        return str(self._client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds))

    def destroy(self, sha256: str) -> None:
        """See `Store`.  The copy that lies near goes first."""
        forget_near(sha256)
        self._client.delete_object(Bucket=self.bucket, Key=address_of(sha256))

    def keep_part(self, upload: int, name: str, arrival: Arrival) -> None:
        """See `Store`."""
        with arrival.path.open("rb") as file:
            self._client.put_object(Bucket=self.bucket, Key=address_of_part(upload, name), Body=file)

    def open_part(self, upload: int, name: str) -> BinaryIO:
        """See `Store`."""
        return self._body(address_of_part(upload, name))

    def drop_parts(self, upload: int, name: str = "") -> None:
        """See `Store`.  Whatever lies under the number goes, listed anew, so that no part is forgotten."""
        if name:
            self._client.delete_object(Bucket=self.bucket, Key=address_of_part(upload, name))
            return
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=f"parts/{upload:d}/"):
            for each in page.get("Contents", []):
                self._client.delete_object(Bucket=self.bucket, Key=each["Key"])

    def seal(self, case: int, arrival: Arrival) -> None:
        """See `Store`."""
        with arrival.path.open("rb") as file:
            self._client.put_object(Bucket=self.bucket, Key=f"sealed/{case:d}", Body=file)

    def destroy_sealed(self, case: int) -> None:
        """See `Store`."""
        self._client.delete_object(Bucket=self.bucket, Key=f"sealed/{case:d}")

    def prepare(self) -> None:
        """See `Store`.  A bucket made here is private: that is what a store does unless it is told otherwise."""
        try:
            self._client.head_bucket(Bucket=self.bucket)
        except ClientError as error:
            _as_missing(error, self.bucket)
            self._client.create_bucket(Bucket=self.bucket)
        before = datetime.now(UTC) - timedelta(seconds=STRANDED_SECONDS)
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=ARRIVING):
            for each in page.get("Contents", []):
                if each["LastModified"] < before:
                    self._client.delete_object(Bucket=self.bucket, Key=each["Key"])


def _on_the_way(arrival: Arrival) -> str:
    return ARRIVING + arrival.path.name


def _as_missing(error: ClientError, name: str) -> FileNotFoundError:
    """The error of a thing that is not there; any other error is raised again as it came."""
    if error.response["Error"]["Code"] not in MISSING:
        raise error
    return FileNotFoundError(name)
