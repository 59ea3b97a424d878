package io.github.corsboot.sample;

import java.time.Duration;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What the course asks for. Of CORS, it knows only what it does wrong on purpose.
 */
@RestController
class CourseController {

	private static final String TOKEN = "a-token-of-the-sample";

	private final Changes changes;

	CourseController(Changes changes) {
		this.changes = changes;
	}

	@RequestMapping({ "/orders/**", "/export", "/export/", "/reports/**", "/secure/**" })
	Map<String, String> orders() {
		return Map.of("orders", "3");
	}

	/**
	 * Sends those without a login to the login page, or answers 401 as scripts expect it.
	 * @param call the call of the page that both requests belong to
	 */
	@GetMapping("/jobs/**")
	ResponseEntity<Void> jobs(@RequestParam(defaultValue = "") String call) {
		return this.changes.isMade(Change.LOGIN_REDIRECT) ? ResponseEntity.status(HttpStatus.UNAUTHORIZED).build()
				: ResponseEntity.status(HttpStatus.FOUND)
					.location(UriComponentsBuilder.fromPath("/login").queryParam("call", call).encode().build().toUri())
					.build();
	}

	@GetMapping(path = "/login", produces = MediaType.TEXT_HTML_VALUE)
	String login() {
		return "<h1>Please log in</h1>";
	}

	/**
	 * Two parts of an application that both mean well.
	 */
	@GetMapping("/twice")
	ResponseEntity<Map<String, String>> twice(
			@RequestHeader(name = HttpHeaders.ORIGIN, defaultValue = "*") String origin) {
		return ResponseEntity.ok()
			.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
			.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
			.body(orders());
	}

	@PostMapping("/account/login")
	ResponseEntity<Void> logIn() {
		ResponseCookie cookie = ResponseCookie.from("login", "sample")
			.path("/account")
			.maxAge(Duration.ofHours(1))
			.httpOnly(true)
			.sameSite("Lax")
			.build();
		return ResponseEntity.noContent().header(HttpHeaders.SET_COOKIE, cookie.toString()).build();
	}

	@GetMapping("/account")
	ResponseEntity<Map<String, String>> account(@CookieValue(name = "login", defaultValue = "") String login) {
		return login.isEmpty() ? ResponseEntity.status(HttpStatus.UNAUTHORIZED).build()
				: ResponseEntity.ok(Map.of("account", login));
	}

	@GetMapping("/account/token")
	Map<String, String> token() {
		return Map.of("token", TOKEN);
	}

	/**
	 * Takes orders only with a token, as Spring Security's protection against CSRF does.
	 */
	@PostMapping("/account/orders")
	ResponseEntity<Map<String, String>> order(@RequestHeader(name = "X-CSRF-TOKEN", defaultValue = "") String token) {
		return token.equals(TOKEN) ? ResponseEntity.ok(Map.of("ordered", "1"))
				: ResponseEntity.status(HttpStatus.FORBIDDEN).build();
	}

}
