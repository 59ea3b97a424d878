package io.github.corsboot.mapping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.ProvidedOrigins;

/**
 * A number by which the policies of two instances can be compared: it depends on what
 * they decide, not on the order or the place in which anything was written.
 */
final class PolicyHash {

	/** As many bits as a double holds exactly, which is what meters are. */
	private static final long MASK = (1L << 48) - 1;

	private final MessageDigest digest;

	private long sum;

	private PolicyHash() {
		try {
			this.digest = MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	static long of(Collection<MappedPolicy> policies, UncoveredPaths uncovered) {
		PolicyHash hash = new PolicyHash();
		if (!uncovered.isEmpty()) {
			hash.add(sorted(uncovered.patterns()));
		}
		policies.forEach(hash::add);
		return hash.sum & MASK;
	}

	private void add(MappedPolicy mapped) {
		List<Object> line = new ArrayList<>(List.of(mapped.name(), mapped.policy().enforceWebSocketOrigin()));
		for (PolicyAttribute attribute : PolicyAttribute.values()) {
			line.add(sorted(mapped.values(attribute)));
		}
		add(line);
		for (ProvidedOrigins provided : mapped.policy().providedOrigins()) {
			provided.forEach((origin, hosts) -> add(List.of(mapped.name(), origin, sorted(hosts))));
		}
	}

	/**
	 * Add a line. The order of lines does not matter.
	 */
	private void add(List<?> line) {
		byte[] bytes = this.digest.digest(line.toString().getBytes(StandardCharsets.UTF_8));
		this.sum += ByteBuffer.wrap(bytes).getLong();
	}

	private static List<String> sorted(Collection<String> values) {
		return values.stream().sorted().toList();
	}

}
