package io.github.corsboot.sample;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The API. Knows nothing of CORS.
 */
@RestController
@RequestMapping("/data")
class DataController {

	private static final int MAX_NOTES = 5;

	private final Deque<Note> notes = new ArrayDeque<>(List.of(new Note("first light")));

	/**
	 * Returns all notes, and how often this browser asked for them, if it says so by a
	 * cookie.
	 */
	@GetMapping
	ResponseEntity<Notes> get(@CookieValue(name = "visits", defaultValue = "0") int visits) {
		List<Note> all = all();
		ResponseCookie cookie = ResponseCookie.from("visits", String.valueOf(visits + 1))
			.path("/data")
			.maxAge(Duration.ofHours(1))
			.httpOnly(true)
			.sameSite("Lax")
			.build();
		return ResponseEntity.ok()
			.header(HttpHeaders.SET_COOKIE, cookie.toString())
			.header("X-Total-Count", String.valueOf(all.size()))
			.header("X-Served-By", "the sample")
			.body(new Notes(all, visits + 1));
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Note post(@RequestBody Note note) {
		synchronized (this.notes) {
			this.notes.addLast(note);
			if (this.notes.size() > MAX_NOTES) {
				this.notes.removeFirst();
			}
		}
		return note;
	}

	/**
	 * Replaces the last note.
	 */
	@PutMapping
	Note put(@RequestBody Note note) {
		synchronized (this.notes) {
			this.notes.pollLast();
			this.notes.addLast(note);
		}
		return note;
	}

	@DeleteMapping
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete() {
		synchronized (this.notes) {
			this.notes.clear();
		}
	}

	private List<Note> all() {
		synchronized (this.notes) {
			return List.copyOf(this.notes);
		}
	}

	record Note(String text) {
	}

	record Notes(List<Note> notes, int visits) {
	}

}
