package io.github.corsboot.fleet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStreamCommands.XAddOptions;
import org.springframework.data.redis.connection.ReturnType;
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

	/** The maximum number of entries. Redis may keep a few more. */
	static final int MAX_ENTRIES = 5000;

	/**
	 * From this size on, a missing entry may have made room, and is not written again.
	 */
	private static final int FULL = MAX_ENTRIES * 9 / 10;

	private static final Duration MAX_AGE = Duration.ofDays(1);

	/**
	 * Returns the number of all entries, the ID of the oldest, and the IDs of one writer:
	 * without a script, the fields of all entries would be transferred.
	 */
	private static final byte[] CONTENTS = """
			local entries = redis.call('xrange', KEYS[1], '-', '+')
			local found = { tostring(#entries) }
			if #entries > 0 then
				table.insert(found, entries[1][1])
			end
			for _, entry in ipairs(entries) do
				for i = 1, #entry[2], 2 do
					if entry[2][i] == 'writer' and entry[2][i + 1] == ARGV[1] then
						table.insert(found, entry[1])
						break
					end
				end
			end
			return found
			""".getBytes(StandardCharsets.UTF_8);

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
	 * Add entries.
	 * @param entries the fields of the entries
	 * @return the entries, in the same order
	 * @throws RuntimeException if Redis does not answer or refuses; some may have been
	 * written
	 */
	List<RecordId> add(List<Map<String, String>> entries) {
		try (RedisConnection connection = this.connections.getConnection()) {
			// First, and not in the pipeline: what waits there while Redis is away stays
			// in memory until it is back, and what cannot be bounded must not grow.
			connection.streamCommands().xTrim(this.key, MAX_ENTRIES, true);
			boolean expires = expire(connection);
			connection.openPipeline();
			for (Map<String, String> fields : entries) {
				connection.streamCommands().xAdd(record(fields), XAddOptions.none());
			}
			List<RecordId> written = connection.closePipeline().stream().map(RecordId.class::cast).toList();
			if (!expires) {
				expire(connection);
			}
			return written;
		}
	}

	/**
	 * Let Redis delete the stream a day after the last report.
	 * @return whether there is a stream
	 */
	private boolean expire(RedisConnection connection) {
		return Boolean.TRUE.equals(connection.keyCommands().expire(this.key, MAX_AGE.toSeconds()));
	}

	/**
	 * Delete entries.
	 * @param entries the entries, possibly none, or not there
	 * @throws RuntimeException if Redis does not answer or refuses
	 */
	void delete(List<RecordId> entries) {
		if (!entries.isEmpty()) {
			try (RedisConnection connection = this.connections.getConnection()) {
				connection.streamCommands().xDel(this.key, entries.toArray(RecordId[]::new));
			}
		}
	}

	/**
	 * Find out what the stream has of an instance.
	 * @param writer what the instance is known by
	 * @throws RuntimeException if Redis does not answer
	 */
	Contents contents(String writer) {
		List<byte[]> found;
		try (RedisConnection connection = this.connections.getConnection()) {
			found = Objects.requireNonNull(connection.scriptingCommands()
				.eval(CONTENTS, ReturnType.MULTI, 1, this.key, writer.getBytes(StandardCharsets.UTF_8)));
		}
		List<RecordId> ids = found.stream()
			.skip(1)
			.map((id) -> RecordId.of(new String(id, StandardCharsets.UTF_8)))
			.toList();
		return new Contents(Set.copyOf(ids.subList(Math.min(1, ids.size()), ids.size())),
				ids.isEmpty() ? Instant.MAX : time(ids.get(0)),
				Integer.parseInt(new String(found.get(0), StandardCharsets.UTF_8)));
	}

	/**
	 * Read the entries of the last day.
	 * @return the entries, the newest first, and the time of Redis
	 * @throws RuntimeException if Redis does not answer
	 */
	Recent read() {
		try (RedisConnection connection = this.connections.getConnection()) {
			long now = Objects.requireNonNull(connection.serverCommands().time(), "No time of Redis");
			String oldest = Long.toString(now - MAX_AGE.toMillis());
			List<ByteRecord> records = connection.streamCommands()
				.xRevRange(this.key, Range.rightUnbounded(Range.Bound.inclusive(oldest)),
						Limit.limit().count(MAX_ENTRIES));
			List<FleetEntry> entries = Objects.requireNonNullElse(records, List.<ByteRecord>of())
				.stream()
				.map((entry) -> entry.deserialize(TEXT))
				.map((entry) -> new FleetEntry(time(entry.getId()), entry.getValue()))
				.toList();
			// The IDs do not go back if the clock of Redis does.
			Instant latest = Stream.concat(entries.stream().map(FleetEntry::time), Stream.of(Instant.ofEpochMilli(now)))
				.max(Comparator.naturalOrder())
				.orElseThrow();
			return new Recent(entries, latest);
		}
	}

	private ByteRecord record(Map<String, String> fields) {
		return StreamRecords.string(fields).withStreamKey(this.name).serialize(TEXT);
	}

	/**
	 * Return the time of Redis at which an entry was written.
	 * @return the time; the epoch if the ID of the entry does not contain one
	 */
	static Instant time(RecordId entry) {
		try {
			return Instant.ofEpochMilli(Objects.requireNonNullElse(entry.getTimestamp(), 0L));
		}
		catch (NumberFormatException ex) {
			return Instant.EPOCH;
		}
	}

	/**
	 * What instances have said lately.
	 *
	 * @param entries the entries, the newest first
	 * @param now the time of Redis
	 */
	record Recent(List<FleetEntry> entries, Instant now) {
	}

	/**
	 * What the stream has.
	 *
	 * @param own the entries of one instance
	 * @param oldest the time of the oldest entry of any
	 * @param size the number of entries
	 */
	record Contents(Set<RecordId> own, Instant oldest, int size) {

		/**
		 * Return whether an entry is missing, although there is room for it.
		 */
		boolean hasLost(RecordId entry) {
			boolean madeRoom = this.size >= FULL && !time(entry).isAfter(this.oldest);
			return !madeRoom && !this.own.contains(entry);
		}

	}

}
