package io.github.corsboot.actuate;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.corsboot.annotation.AnnotatedHandler;
import io.github.corsboot.fleet.FleetPicture;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.origins.OriginsStatus;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejectionGroup;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.reload.Reload;
import org.jspecify.annotations.Nullable;

/**
 * The content of the endpoint. Everything below {@code rejections} and {@code notices} is
 * what strangers sent: safe to be printed, to be escaped in HTML.
 *
 * @param instance which instance of the application this is
 * @param enabled whether requests are checked at all
 * @param policiesVersion the version of the policies in force: 1 for those of the start,
 * one more each time they are replaced
 * @param policiesHash a text that is the same in each instance with the same policies
 * @param policiesSince the time from which they are in force
 * @param lastReload the last reload, left out if there has been none
 * @param fleet the instances of the application, left out if they do not know of each
 * other
 * @param rejections the requests that were refused
 * @param notices what a browser blocks, or a script cannot read, although a policy
 * allowed the request
 * @param warnings the settings that are legal but probably mistakes
 * @param policies the policies in force
 * @param annotations the handlers whose {@code @CrossOrigin} widens a policy
 * @since 0.1.0
 */
public record CorsDescriptor(Instance instance, boolean enabled, int policiesVersion, String policiesHash,
		Instant policiesSince, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LastReload lastReload,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Fleet fleet, Rejections rejections, List<Notice> notices,
		List<Warning> warnings, List<Policy> policies, List<Annotation> annotations) {

	private static final int MAX_RECENT = 100;

	static CorsDescriptor of(Instance instance, CorsPolicies policies, List<AnnotatedHandler> handlers,
			CorsWarnings warnings, CorsRejections rejections, CorsNotices notices, List<OriginsStatus> originsFrom,
			@Nullable Reload reload) {
		PolicyMapping mapping = policies.mapping();
		return new CorsDescriptor(instance, mapping.isEnabled(), mapping.version(), mapping.hashText(), mapping.since(),
				LastReload.of(reload), null, Rejections.of(rejections),
				notices.all().stream().map((notice) -> Notice.of(notice, Map.of())).toList(),
				warnings.all().stream().map((warning) -> Warning.of(warning, warnings)).toList(),
				mapping.policies().stream().map((policy) -> Policy.of(policy, originsFrom)).toList(),
				handlers.stream()
					.map((handler) -> Annotation.of(handler, policies))
					.filter((annotation) -> !annotation.policies().isEmpty())
					.sorted(Comparator.comparing(Annotation::handler))
					.toList());
	}

	/**
	 * Return this with what the instance has told the others.
	 */
	CorsDescriptor withInstances(FleetPicture picture) {
		return with(picture, this.rejections, this.notices);
	}

	/**
	 * Return this with the rejections and notices of all instances.
	 */
	CorsDescriptor withAll(FleetPicture picture) {
		return with(picture, this.rejections.ofAll(picture),
				picture.notices().stream().map((each) -> Notice.of(each.notice(), each.instances())).toList());
	}

	private CorsDescriptor with(FleetPicture picture, Rejections shownRejections, List<Notice> shownNotices) {
		Fleet shown = new Fleet(
				picture.instances().stream().map((each) -> FleetInstance.of(each, picture.isSilent(each))).toList(),
				picture.unreadable(), picture.failures());
		return new CorsDescriptor(this.instance, this.enabled, this.policiesVersion, this.policiesHash,
				this.policiesSince, this.lastReload, shown, shownRejections, shownNotices, this.warnings, this.policies,
				this.annotations);
	}

	/**
	 * An instance of the application.
	 *
	 * @param id a random text, which the IDs of its rejections begin with
	 * @param application the value of {@code spring.application.name}, or {@code null}
	 * @param host the name of the machine or container, from the environment variable
	 * {@code HOSTNAME}, or {@code null}
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Instance(String id, @Nullable String application, @Nullable String host) {
	}

	/**
	 * The instances of the application, as far as they have told it.
	 *
	 * @param instances the instances, that with the newest report first; only this one
	 * unless all are asked for
	 * @param unreadable the number of reports that this version cannot read, left out if
	 * there are none
	 * @param failures sentences on why the other instances are missing, or what does not
	 * work between them and this one; left out if all is well
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Fleet(List<FleetInstance> instances, @JsonInclude(JsonInclude.Include.NON_DEFAULT) long unreadable,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> failures) {
	}

	/**
	 * What one instance has told of itself.
	 *
	 * @param id the text that the IDs of its rejections begin with
	 * @param host the name of its machine or container, left out if it is not known
	 * @param lastReport the time of its last report; one that runs reports at least every
	 * 30 seconds
	 * @param policiesVersion the version of its policies
	 * @param policiesHash the hash of its policies
	 * @param lastReload the outcome of its last reload, left out if it had none
	 * @param unpublished how many of its rejections and notices the others never learn of
	 * @param silent whether it has ended, or has not reported for two minutes; left out
	 * if it runs
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record FleetInstance(String id, @Nullable String host, @Nullable Instant lastReport, int policiesVersion,
			String policiesHash, @Nullable String lastReload, long unpublished,
			@JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean silent) {

		static FleetInstance of(FleetPicture.Instance instance, boolean silent) {
			return new FleetInstance(instance.id(), instance.host(), instance.lastReport(), instance.policiesVersion(),
					instance.policiesHash(), instance.lastReload(), instance.unpublished(), silent);
		}

	}

	/**
	 * The last reload of the policies.
	 *
	 * @param time the time at which it ended
	 * @param policiesVersion the version of the policies in force since then
	 * @param outcome {@code changed}, {@code unchanged} or {@code failed}
	 * @param difference what has changed, in one line, left out if nothing has
	 * @param failure the report of what is wrong, several lines as at the start, left out
	 * if nothing is
	 * @param needRestart the properties whose new values take effect only at the next
	 * start, left out if there are none
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record LastReload(Instant time, int policiesVersion, String outcome, @Nullable String difference,
			@Nullable String failure, List<String> needRestart) {

		static @Nullable LastReload of(@Nullable Reload reload) {
			return (reload == null) ? null : new LastReload(reload.time(), reload.version(), reload.outcome().code(),
					reload.changed() ? reload.difference().toString() : null, reload.failure(), reload.needRestart());
		}

	}

	/**
	 * A policy with all its values.
	 *
	 * @param name the name
	 * @param paths the path patterns that it covers
	 * @param hosts the hosts for which it counts, left out if it counts for every host
	 * @param allowedOrigins the allowed origins and origin patterns
	 * @param originsFrom what is allowed beside these because a provider gives it, left
	 * out if the policy has none
	 * @param allowedMethods the allowed request methods
	 * @param allowedHeaders the allowed request headers
	 * @param exposedHeaders the further response headers that a script may read
	 * @param allowCredentials whether requests may carry credentials
	 * @param maxAge how long a browser may keep the answer to a preflight, in the form in
	 * which it is configured, such as {@code 1800s}
	 * @param allowNavigation whether navigations from other sites pass
	 * @param enforceWebSocketOrigin whether the origin of WebSocket handshakes is decided
	 * @param dangerouslyAllowInsecureOrigins whether origins of the scheme {@code http}
	 * may use credentials
	 * @param dangerouslyAllowPublicSuffixes whether sub-domains of a public suffix may
	 * use credentials
	 * @param sources where each value was set, by the name of the attribute
	 */
	public record Policy(String name, List<String> paths,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> hosts, List<String> allowedOrigins,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<OriginsFrom> originsFrom, List<String> allowedMethods,
			List<String> allowedHeaders, List<String> exposedHeaders, boolean allowCredentials, String maxAge,
			boolean allowNavigation, boolean enforceWebSocketOrigin, boolean dangerouslyAllowInsecureOrigins,
			boolean dangerouslyAllowPublicSuffixes, Map<String, Source> sources) {

		static Policy of(MappedPolicy mapped, List<OriginsStatus> originsFrom) {
			CorsPolicy policy = mapped.policy();
			Map<String, Source> sources = new LinkedHashMap<>();
			mapped.sources()
				.forEach(
						(attribute, source) -> sources.put(attribute.propertyName(), Source.of(policy.name(), source)));
			return new Policy(policy.name(), strings(mapped.paths()), mapped.hosts(), strings(policy.allowedOrigins()),
					originsFrom.stream()
						.filter((status) -> status.policy().equals(policy.name()))
						.map(OriginsFrom::of)
						.toList(),
					policy.allowedMethods(), policy.allowedHeaders(), policy.exposedHeaders(),
					policy.allowCredentials(), policy.maxAge().toSeconds() + "s", policy.allowNavigation(),
					policy.enforceWebSocketOrigin(), policy.dangerouslyAllowInsecureOrigins(),
					policy.dangerouslyAllowPublicSuffixes(), sources);
		}

		private static List<String> strings(List<?> values) {
			return values.stream().map(Object::toString).toList();
		}

	}

	/**
	 * What a policy has from one provider of origins.
	 *
	 * @param provider the name of the provider, as the policy has it
	 * @param origins the number of origins in force
	 * @param loaded the time at which they were last found to be up to date, left out if
	 * they have never been loaded
	 * @param age the time since then, or since the start, in whole seconds, such as
	 * {@code 40s}
	 * @param skipped the number of rows that were wrong
	 * @param mistakes the first of them, each with what to write instead; at most 10
	 * @param leftOut the number of origins beyond {@code cors.origins.max-origins}, at
	 * least
	 * @param failure why the last load failed, left out if it did not
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record OriginsFrom(String provider, int origins, @Nullable Instant loaded, String age, long skipped,
			List<String> mistakes, long leftOut, @Nullable String failure) {

		static OriginsFrom of(OriginsStatus status) {
			return new OriginsFrom(status.provider(), status.origins(), status.loaded(), status.age().toSeconds() + "s",
					status.skipped(), status.mistakes(), status.leftOut(), status.failure());
		}

	}

	/**
	 * A handler whose {@code @CrossOrigin} widens policies. What the annotation leaves at
	 * its default, and so to the policy, is empty or {@code null}.
	 *
	 * @param handler class and method
	 * @param paths the path patterns that the handler is mapped to
	 * @param policies the policies that are widened
	 * @param allowedOrigins the origins that are also allowed
	 * @param allowedMethods the methods that are also allowed; those of the mapping if
	 * the annotation names none
	 * @param allowedHeaders the request headers that are also allowed
	 * @param exposedHeaders the response headers that a script may also read
	 * @param allowCredentials whether requests may carry credentials
	 * @param maxAge how long a browser may keep the answer to a preflight, such as
	 * {@code 1800s}
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Annotation(String handler, List<String> paths, List<String> policies, List<String> allowedOrigins,
			List<String> allowedMethods, List<String> allowedHeaders, List<String> exposedHeaders,
			@Nullable Boolean allowCredentials, @Nullable String maxAge) {

		static Annotation of(AnnotatedHandler handler, CorsPolicies policies) {
			MappedPolicy annotation = handler.policy();
			Policy values = Policy.of(annotation, List.of());
			List<String> widened = annotation.paths()
				.stream()
				.flatMap((path) -> policies.findAny(path).stream())
				.map(MappedPolicy::name)
				.distinct()
				.toList();
			return new Annotation(String.valueOf(handler.place().location()), values.paths(), widened,
					values.allowedOrigins(),
					orEmpty(ifSet(annotation, PolicyAttribute.ALLOWED_METHODS, values.allowedMethods())),
					orEmpty(ifSet(annotation, PolicyAttribute.ALLOWED_HEADERS, values.allowedHeaders())),
					values.exposedHeaders(),
					ifSet(annotation, PolicyAttribute.ALLOW_CREDENTIALS, values.allowCredentials()),
					ifSet(annotation, PolicyAttribute.MAX_AGE, values.maxAge()));
		}

		private static <T> @Nullable T ifSet(MappedPolicy annotation, PolicyAttribute attribute, T value) {
			return (annotation.source(attribute) != null) ? value : null;
		}

		private static List<String> orEmpty(@Nullable List<String> values) {
			return (values != null) ? values : List.of();
		}

	}

	/**
	 * Where a value was set.
	 *
	 * @param property the property that sets it
	 * @param location where the property stands, such as file and line or environment
	 * variable; {@code null} if that is not known or the value is a default
	 * @param from of a value of a policy: {@code set}, {@code inherited} from the top
	 * level, or {@code default}; otherwise {@code null}
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Source(String property, @Nullable String location, @Nullable String from) {

		static Source of(AttributeSource source) {
			return new Source(source.property(), source.location(), null);
		}

		static Source of(String policy, AttributeSource source) {
			boolean inherited = !policy.equals("default") && source.location() != null
					&& source.property().startsWith("cors.") && !source.property().startsWith("cors.policies.");
			return new Source(source.property(), source.location(),
					inherited ? "inherited" : (source.location() != null) ? "set" : "default");
		}

	}

	/**
	 * Something that is legal but probably not meant.
	 *
	 * @param code the kind of mistake, such as {@code shadowed-cors}
	 * @param value the text in question, empty if it is not about a text
	 * @param source where it was set
	 * @param advice what to do
	 * @param accepted whether {@code cors.accepted-warnings} has the code
	 */
	public record Warning(String code, String value, Source source, String advice, boolean accepted) {

		static Warning of(CorsWarning warning, CorsWarnings warnings) {
			return of(warning, warnings.isAccepted(warning));
		}

		static Warning of(CorsWarning warning, boolean accepted) {
			return new Warning(warning.code().code(), warning.value(), Source.of(warning.source()), warning.advice(),
					accepted);
		}

	}

	/**
	 * What was refused.
	 *
	 * @param enabled whether rejections are taken at all
	 * @param groups the rejections of the same origin, path pattern, reason and detail,
	 * the group of the newest first; at most 1,000
	 * @param counts how many since the start, by the code of each reason that occurred
	 * @param dropped how many since the start are only in {@code counts}, because there
	 * were too many
	 * @param recent the most recent rejections that are kept, newest first; at most 100,
	 * {@code /rejections} has the others
	 */
	public record Rejections(boolean enabled, List<Group> groups, Map<String, Long> counts, long dropped,
			List<Rejection> recent) {

		static Rejections of(CorsRejections rejections) {
			Map<String, Long> counts = new LinkedHashMap<>();
			rejections.counts().forEach((reason, count) -> counts.put(reason.code(), count));
			return new Rejections(rejections.isEnabled(),
					rejections.groups().stream().map((group) -> Group.of(group, Map.of())).toList(), counts,
					rejections.dropped(), rejections.recent().stream().limit(MAX_RECENT).map(Rejection::of).toList());
		}

		/**
		 * Return those of all instances; only the recent ones are still of this.
		 */
		Rejections ofAll(FleetPicture picture) {
			return new Rejections(this.enabled,
					picture.rejections().stream().map((each) -> Group.of(each.group(), each.instances())).toList(),
					picture.counts(), picture.dropped(), this.recent);
		}

	}

	/**
	 * Rejections that probably have the same cause.
	 *
	 * @param origin the {@code Origin}
	 * @param pattern the path pattern of the policies; where none covers the path, its
	 * first two segments
	 * @param reason the code of the reason
	 * @param detail the method or the header names that are not allowed, or the reason of
	 * Spring; empty if there is none
	 * @param count how many there are
	 * @param first the time of the first
	 * @param last the time of the last
	 * @param near whether origin, method or header narrowly misses what is allowed
	 * @param method the method of the last one; of a preflight, the one that it asked for
	 * @param path the path of the last one, within the application
	 * @param policies the policies that decided
	 * @param decidedBy the places that decided, as far as they are known
	 * @param hint the probable cause, or {@code null} if there is nothing to say
	 * @param id the ID of the last one, for {@code explain}
	 * @param address the address under which the application was asked by the last one,
	 * left out if the host does not matter
	 * @param instances the number of rejections by the name of the instance, left out
	 * unless all instances are asked for
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record Group(String origin, String pattern, String reason, String detail, long count, Instant first,
			Instant last, boolean near, String method, String path, List<String> policies, List<Source> decidedBy,
			@Nullable String hint, String id, @Nullable String address, Map<String, Long> instances) {

		static Group of(CorsRejectionGroup group, Map<String, Long> instances) {
			CorsRejection latest = group.latest();
			return new Group(group.origin(), group.pattern(), group.reason().code(), group.detail(), group.count(),
					group.first(), group.last(), group.near(), latest.method(), latest.path(), latest.policies(),
					latest.decidedBy().stream().map(Source::of).toList(), latest.hint(), latest.id(), latest.address(),
					instances);
		}

	}

	/**
	 * A request that was refused, with the bounds of a {@link CorsRejection}.
	 *
	 * @param id the ID, for {@code explain}
	 * @param policiesVersion the version of the policies that decided
	 * @param time the time at which it was refused, in milliseconds
	 * @param kind {@code preflight}, {@code actual} or {@code websocket}
	 * @param reason the code of the reason
	 * @param detail the code of the reason of Spring's own CORS support, or {@code null}
	 * @param policies the policy that decided, or all candidates if none contains the
	 * origin
	 * @param pattern the path pattern of the policies, empty if none covers the path
	 * @param origin the {@code Origin}
	 * @param method the method; of a preflight, the one that it asked for
	 * @param path the path within the application
	 * @param refusedHeaders the header names that are not allowed
	 * @param decidedBy the places that decided, as far as they are known
	 * @param hint the probable cause, or {@code null} if there is nothing to say
	 * @param address the address under which the application was asked, left out if the
	 * host does not matter
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record Rejection(String id, int policiesVersion, Instant time, String kind, String reason,
			@Nullable String detail, List<String> policies, String pattern, String origin, String method, String path,
			List<String> refusedHeaders, List<Source> decidedBy, @Nullable String hint, @Nullable String address) {

		static Rejection of(CorsRejection rejection) {
			RejectionReason detail = rejection.detail();
			return new Rejection(rejection.id(), rejection.policiesVersion(), rejection.time(), rejection.kind().code(),
					rejection.reason().code(), (detail != null) ? detail.code() : null, rejection.policies(),
					rejection.pattern(), rejection.origin(), rejection.method(), rejection.path(),
					rejection.refusedHeaders(), rejection.decidedBy().stream().map(Source::of).toList(),
					rejection.hint(), rejection.address());
		}

	}

	/**
	 * Something that a browser blocks, or that a script cannot read, although a policy
	 * allowed the request; with the bounds of a {@link CorsNotice}.
	 *
	 * @param kind the code of the kind
	 * @param policy the policy, empty if none covers the path
	 * @param pattern the path pattern of the policy, empty if none covers the path
	 * @param name the header or status in question, empty if there is none
	 * @param count how often it was seen
	 * @param first the time at which it was first seen
	 * @param last the time at which it was last seen
	 * @param origin the {@code Origin} of the first request
	 * @param method the method of the first request
	 * @param path the path of the first request, within the application
	 * @param hint the cause, and what to do
	 * @param reference the section of the documentation
	 * @param instances how often it was seen by the name of the instance, left out unless
	 * all instances are asked for
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record Notice(String kind, String policy, String pattern, String name, long count, Instant first,
			Instant last, String origin, String method, String path, String hint, String reference,
			Map<String, Long> instances) {

		static Notice of(CorsNotice notice, Map<String, Long> instances) {
			return new Notice(notice.kind().code(), notice.policy(), notice.pattern(), notice.name(), notice.count(),
					notice.first(), notice.last(), notice.origin(), notice.method(), notice.path(), notice.hint(),
					notice.reference(), instances);
		}

	}

}
