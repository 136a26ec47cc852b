"""A goal image straight over Kafka: python kafka_client.py IMAGE PROMPT action|final-state

The image travels inside the request, so it has at most 65,536 bytes. The result names each image by
its hash; the gateway and the blob store have the bytes. BOOTSTRAP and REGISTRY say where Kafka is.
"""

import os
import sys
import time
import uuid
from pathlib import Path

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

BOOTSTRAP = os.environ.get("BOOTSTRAP", "127.0.0.1:9092")
REGISTRY = os.environ.get("REGISTRY", "http://127.0.0.1:8081")
REQUESTS = "generation-requests"
RESULTS = "generation-results"
LARGEST_INLINE_IMAGE = 65_536


def at_the_end(topic):
    """A consumer of what comes from now on, without a group; it reads committed records alone."""
    consumer = Consumer(
        {"bootstrap.servers": BOOTSTRAP, "group.id": "unused", "enable.auto.commit": False}
    )
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    consumer.assign(
        [
            TopicPartition(topic, p, consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=10)[1])
            for p in partitions
        ]
    )
    return consumer


def generate(image, prompt, target, timeout=600, **fields):
    """Sends a request and returns its result as a dictionary."""
    if len(image) > LARGEST_INLINE_IMAGE:
        raise ValueError(f"the image has {len(image)} bytes, expected at most {LARGEST_INLINE_IMAGE}")
    registry = SchemaRegistryClient({"url": REGISTRY})
    serializer = AvroSerializer(
        registry,
        registry.get_latest_version(REQUESTS + "-value").schema.schema_str,
        conf={"auto.register.schemas": False, "use.latest.version": True},
    )
    deserializer = AvroDeserializer(registry)
    request_id = str(uuid.uuid4())
    request = {"requestId": request_id, "inlineImage": image, "prompt": prompt, "target": target, **fields}

    consumer = at_the_end(RESULTS)  # Before the request, so that no result is missed.
    try:
        producer = Producer({"bootstrap.servers": BOOTSTRAP, "enable.idempotence": True})
        value = serializer(request, SerializationContext(REQUESTS, MessageField.VALUE))
        producer.produce(REQUESTS, key=request_id.encode(), value=value)
        if producer.flush(30) > 0:
            raise TimeoutError(f"Kafka at {BOOTSTRAP} has not taken the request within 30 s")
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            record = consumer.poll(0.5)
            if record is not None and not record.error() and record.key() == request_id.encode():
                return deserializer(record.value(), SerializationContext(RESULTS, MessageField.VALUE))
        raise TimeoutError(f"request {request_id} has no result within {timeout} s")
    finally:
        consumer.close()


def main(image, prompt, target):
    result = generate(Path(image).read_bytes(), prompt, target.upper().replace("-", "_"))
    if result["status"] != "SUCCEEDED":
        sys.exit(f"no image: {result['status']}, {result['error']}")
    for generated in result["images"]:
        print("/v1/images/" + generated["image"]["sha256"])


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
