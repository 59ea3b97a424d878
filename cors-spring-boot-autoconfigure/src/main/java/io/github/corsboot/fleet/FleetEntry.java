package io.github.corsboot.fleet;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.corsboot.fleet.FleetPicture.Instance;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejectionGroup;
import io.github.corsboot.rejection.SafeText;
import io.github.corsboot.rejection.StoredCorsRejection;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the stream: what one instance knows of one group of rejections, of one
 * notice, or of itself. It replaces the entry before it, and may be of another version of
 * this library, so that a field that is not known is ignored.
 *
 * @param time the time of Redis at which it was written
 * @param fields the values by name, each a text; empty ones are left out
 */
record FleetEntry(Instant time, Map<String, String> fields) {

	/** Another one says that this version would misunderstand the entry. */
	private static final String FORMAT = "1";

	/** The longest value. Where it is a list, its last elements may be missing. */
	private static final int MAX_LENGTH = 2048;

	/** The field of the writer, which is unique for each start of an instance. */
	static final String WRITER = "writer";

	/** The field of the number of rejections, or of how often something was noticed. */
	static final String COUNT = "count";

	private static final String INSTANCE = "instance";

	private static final String ID = "id";

	private static final String POLICIES_HASH = "policiesHash";

	private static final String BETWEEN_ELEMENTS = "\n";

	private static final String BETWEEN_PARTS = "\t";

	/**
	 * What an entry is about.
	 */
	enum Subject {

		REJECTIONS, NOTICE, INSTANCE

	}

	/**
	 * Return the fields of an entry about an instance.
	 */
	static Map<String, String> of(Instance instance) {
		Map<String, String> fields = fields(Subject.INSTANCE, instance);
		put(fields, "policiesVersion", instance.policiesVersion());
		put(fields, POLICIES_HASH, instance.policiesHash());
		put(fields, "lastReload", instance.lastReload());
		put(fields, "counts", list(instance.counts().entrySet().stream(),
				(count) -> count.getKey() + BETWEEN_PARTS + count.getValue()));
		put(fields, "dropped", instance.dropped());
		put(fields, "unpublished", instance.unpublished());
		put(fields, "ended", instance.ended());
		return fields;
	}

	/**
	 * Return the fields of an entry about a group of rejections.
	 * @param instance the instance that has refused them
	 * @param number tells the group from all others of the instance
	 * @param group the group
	 */
	static Map<String, String> of(Instance instance, long number, CorsRejectionGroup group) {
		Map<String, String> fields = fields(Subject.REJECTIONS, instance);
		CorsRejection latest = group.latest();
		put(fields, "number", number);
		put(fields, "origin", group.origin());
		put(fields, "pattern", group.pattern());
		put(fields, "reason", group.reason());
		put(fields, "detail", group.detail());
		put(fields, COUNT, group.count());
		put(fields, "first", group.first().toEpochMilli());
		put(fields, "last", group.last().toEpochMilli());
		put(fields, "near", group.near());
		put(fields, ID, latest.id());
		put(fields, "policiesVersion", latest.policiesVersion());
		put(fields, POLICIES_HASH,
				(latest.policiesVersion() == instance.policiesVersion()) ? instance.policiesHash() : null);
		put(fields, "kind", latest.kind().code());
		put(fields, "springReason", latest.detail());
		put(fields, "policies", list(latest.policies().stream(), Function.identity()));
		put(fields, "policyPattern", latest.pattern());
		put(fields, "method", latest.method());
		put(fields, "path", latest.path());
		put(fields, "refusedHeaders", list(latest.refusedHeaders().stream(), Function.identity()));
		put(fields, "decidedBy", list(latest.decidedBy().stream(), (source) -> (source.location() != null)
				? source.property() + BETWEEN_PARTS + source.location() : source.property()));
		put(fields, "hint", latest.hint());
		put(fields, "address", latest.address());
		return fields;
	}

	/**
	 * Return the fields of an entry about a notice.
	 * @param instance the instance that has noticed it
	 * @param number tells the notice from all others of the instance
	 * @param notice the notice
	 */
	static Map<String, String> of(Instance instance, long number, CorsNotice notice) {
		Map<String, String> fields = fields(Subject.NOTICE, instance);
		put(fields, "number", number);
		put(fields, "kind", notice.kind());
		put(fields, "policy", notice.policy());
		put(fields, "pattern", notice.pattern());
		put(fields, "name", notice.name());
		put(fields, COUNT, notice.count());
		put(fields, "first", notice.first().toEpochMilli());
		put(fields, "last", notice.last().toEpochMilli());
		put(fields, "origin", notice.origin());
		put(fields, "method", notice.method());
		put(fields, "path", notice.path());
		put(fields, "hint", notice.hint());
		return fields;
	}

	private static Map<String, String> fields(Subject subject, Instance instance) {
		Map<String, String> fields = new LinkedHashMap<>();
		put(fields, "format", FORMAT);
		put(fields, "subject", subject);
		put(fields, INSTANCE, instance.id());
		put(fields, "host", instance.host());
		return fields;
	}

	private static void put(Map<String, String> fields, String name, @Nullable Object value) {
		String text = (value != null) ? value.toString() : "";
		if (!text.isEmpty()) {
			fields.put(name, text.substring(0, Math.min(text.length(), MAX_LENGTH)));
		}
	}

	private static <T> String list(Stream<T> elements, Function<? super T, String> text) {
		StringBuilder list = new StringBuilder();
		elements.map(text).takeWhile((element) -> list.length() + element.length() < MAX_LENGTH).forEach((element) -> {
			list.append(list.isEmpty() ? "" : BETWEEN_ELEMENTS).append(element);
		});
		return list.toString();
	}

	/**
	 * Return the subject of this entry.
	 * @throws IllegalArgumentException if this version cannot read the entry
	 */
	Subject subject() {
		if (!required("format").equals(FORMAT)) {
			throw new IllegalArgumentException("Another format");
		}
		// Before anything is taken from an entry of nobody.
		instance();
		return code(Subject.values(), Subject::name, "subject");
	}

	String instance() {
		return required(INSTANCE);
	}

	/**
	 * Return the writer. An entry made from memory has none: its instance stands for it.
	 */
	String writer() {
		String writer = optional(WRITER);
		return (writer != null) ? writer : instance();
	}

	/**
	 * Return whether this version can read the entry, and it is about a group whose
	 * latest rejection has an ID.
	 */
	boolean isAbout(String rejectionId) {
		try {
			return rejectionId.equals(this.fields.get(ID)) && subject() == Subject.REJECTIONS
					&& toGroup().latest().id().equals(rejectionId);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Return whether the policies that decided are known to be those with a hash.
	 */
	boolean hasPolicies(String hash) {
		return hash.equals(this.fields.get(POLICIES_HASH));
	}

	/**
	 * Return the number of the group or notice among those of its instance.
	 */
	long number() {
		return number(required("number"));
	}

	/**
	 * Return the name by which people know the instance.
	 */
	String instanceName() {
		String host = optional("host");
		return (host != null) ? host : instance();
	}

	/**
	 * Return the instance.
	 * @throws IllegalArgumentException if this version cannot read the entry
	 */
	Instance toInstance() {
		Map<String, Long> counts = new LinkedHashMap<>();
		elements("counts").map(FleetEntry::parts).forEach((parts) -> counts.put(parts.get(0), number(parts.get(1))));
		return new Instance(instance(), optional("host"), this.time, policiesVersion(), required(POLICIES_HASH),
				optional("lastReload"), counts, number(required("dropped")), number(required("unpublished")),
				required("ended").equals("true"));
	}

	/**
	 * Return the group of rejections.
	 * @throws IllegalArgumentException if this version cannot read the entry
	 */
	CorsRejectionGroup toGroup() {
		RejectionReason reason = code(RejectionReason.values(), RejectionReason::code, "reason");
		Instant last = instant("last");
		String springReason = optional("springReason");
		CorsRejection latest = new StoredCorsRejection(required(ID), policiesVersion(), last,
				code(CorsRequest.Kind.values(), CorsRequest.Kind::code, "kind"), reason,
				(springReason != null) ? code(RejectionReason.values(), RejectionReason::code, "springReason") : null,
				elements("policies").map(FleetEntry::safe).toList(), orEmpty("policyPattern"), orEmpty("origin"),
				orEmpty("method"), orEmpty("path"), elements("refusedHeaders").map(FleetEntry::safe).toList(),
				elements("decidedBy").map(FleetEntry::parts)
					.map((parts) -> new AttributeSource(parts.get(0), parts.get(1).isEmpty() ? null : parts.get(1)))
					.toList(),
				optional("hint"), optional("address"));
		return new CorsRejectionGroup(latest.origin(), orEmpty("pattern"), reason, orEmpty("detail"),
				number(required(COUNT)), instant("first"), last, required("near").equals("true"), latest);
	}

	/**
	 * Return the notice.
	 * @throws IllegalArgumentException if this version cannot read the entry
	 */
	CorsNotice toNotice() {
		return new CorsNotice(code(CorsNotice.Kind.values(), CorsNotice.Kind::code, "kind"), orEmpty("policy"),
				orEmpty("pattern"), orEmpty("name"), number(required(COUNT)), instant("first"), instant("last"),
				orEmpty("origin"), orEmpty("method"), orEmpty("path"), orEmpty("hint"));
	}

	/**
	 * Return the value whose code a field has.
	 */
	private <E> E code(E[] values, Function<E, String> codeOf, String name) {
		String code = required(name);
		return Stream.of(values)
			.filter((value) -> codeOf.apply(value).equals(code))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("Another " + name));
	}

	private Instant instant(String name) {
		return Instant.ofEpochMilli(number(required(name)));
	}

	private static long number(String text) {
		long number = Long.parseLong(text);
		if (number < 0) {
			throw new IllegalArgumentException("A negative number");
		}
		return number;
	}

	private int policiesVersion() {
		return (int) Math.min(number(required("policiesVersion")), Integer.MAX_VALUE);
	}

	/**
	 * Return the elements of a list, which are not yet safe: nor is what separates them.
	 */
	private Stream<String> elements(String name) {
		String list = this.fields.getOrDefault(name, "");
		return list.isEmpty() ? Stream.empty()
				: Stream.of(list.substring(0, Math.min(list.length(), MAX_LENGTH)).split(BETWEEN_ELEMENTS, -1));
	}

	/**
	 * Return the two parts of an element.
	 */
	private static List<String> parts(String element) {
		int end = element.indexOf(BETWEEN_PARTS);
		return (end < 0) ? List.of(safe(element), "")
				: List.of(safe(element.substring(0, end)), safe(element.substring(end + 1)));
	}

	/**
	 * Escape a text and cut it off. Escaping may lengthen a text up to the same bound.
	 */
	private static String safe(String text) {
		String safe = SafeText.of(text, MAX_LENGTH);
		return (safe.length() > MAX_LENGTH + 1) ? safe.substring(0, MAX_LENGTH) + "\u2026" : safe;
	}

	private String required(String name) {
		String value = optional(name);
		if (value == null) {
			throw new IllegalArgumentException("No " + name);
		}
		return value;
	}

	private String orEmpty(String name) {
		String value = optional(name);
		return (value != null) ? value : "";
	}

	private @Nullable String optional(String name) {
		String value = this.fields.get(name);
		return (value != null && !value.isEmpty()) ? safe(value) : null;
	}

}
