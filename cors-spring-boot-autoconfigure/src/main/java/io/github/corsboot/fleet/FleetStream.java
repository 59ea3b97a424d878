package io.github.corsboot.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStreamCommands;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * The stream of Redis in which the instances of an application say what they know. Each
 * entry replaces one before, so that the stream has as many as there are things to say,
 * about {@value #MAX_ENTRIES} at most. Those of the last day count, by the clock of
 * Redis. Thread-safe.
 */
final class FleetStream {

	/** How many entries the stream has, a few more perhaps. */
	static final int MAX_ENTRIES = 5000;

	private static final Duration MAX_AGE = Duration.ofDays(1);

	private static final RedisSerializer<String> TEXT = RedisSerializer.string();

	private final RedisConnectionFactory connections;

	private final String name;

	private final byte[] key;

	/**
	 * Create a stream.
	 * @param connections connects to Redis
	 * @param application the name of the application, whose instances share the stream
	 */
	FleetStream(RedisConnectionFactory connections, String application) {
		this.connections = connections;
		this.name = "cors:" + application + ":reports";
		this.key = this.name.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Write entries, and delete those that they replace.
	 * @param entries the fields of the entries, at least one
	 * @param replaced the entries to be deleted, possibly none
	 * @return the new entries, in the same order
	 * @throws RuntimeException if Redis does not answer; some may have been written
	 */
	Result write(List<Map<String, String>> entries, List<RecordId> replaced) {
		RecordId newest = replaced.stream().max(Comparator.comparing(FleetStream::time)).orElse(null);
		List<Object> results;
		try (RedisConnection connection = this.connections.getConnection()) {
			// What waits in a pipeline while Redis is away stays in memory until it is
			// back.
			connection.ping();
			connection.openPipeline();
			RedisStreamCommands commands = connection.streamCommands();
			for (Map<String, String> fields : entries) {
				commands.xAdd(record(fields), XAddOptions.none());
			}
			commands.xTrim(this.key, MAX_ENTRIES, true);
			connection.keyCommands().expire(this.key, MAX_AGE.toSeconds());
			if (newest != null) {
				commands.xDel(this.key, newest);
				commands.xDel(this.key, replaced.toArray(RecordId[]::new));
			}
			commands.xLen(this.key);
			results = connection.closePipeline();
		}
		List<RecordId> written = results.subList(0, entries.size()).stream().map(RecordId.class::cast).toList();
		long size = (Long) results.get(results.size() - 1);
		boolean lost = newest != null && results.get(entries.size() + 2).equals(0L);
		return new Result(written, lost && size < MAX_ENTRIES / 2);
	}

	/**
	 * Read the entries of the last day.
	 * @return the entries, the newest first
	 * @throws RuntimeException if Redis does not answer
	 */
	List<FleetEntry> read() {
		try (RedisConnection connection = this.connections.getConnection()) {
			long now = Objects.requireNonNull(connection.serverCommands().time(), "No time of Redis");
			String oldest = Long.toString(now - MAX_AGE.toMillis());
			List<ByteRecord> records = connection.streamCommands()
				.xRevRange(this.key, Range.rightUnbounded(Range.Bound.inclusive(oldest)),
						Limit.limit().count(MAX_ENTRIES));
			return Objects.requireNonNullElse(records, List.<ByteRecord>of())
				.stream()
				.map((entry) -> entry.deserialize(TEXT))
				.map((entry) -> new FleetEntry(time(entry.getId()), entry.getValue()))
				.toList();
		}
	}

	private ByteRecord record(Map<String, String> fields) {
		return StreamRecords.string(fields).withStreamKey(this.name).serialize(TEXT);
	}

	private static Instant time(RecordId entry) {
		return Instant.ofEpochMilli(Objects.requireNonNullElse(entry.getTimestamp(), 0L));
	}

	/**
	 * What has become of entries.
	 *
	 * @param entries the entries
	 * @param lost whether Redis has lost those before, because it was started again, for
	 * example; not because there are too many
	 */
	record Result(List<RecordId> entries, boolean lost) {
	}

}
