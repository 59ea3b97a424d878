package io.github.corsboot.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the page does to the application. Only pages of its own origin may, since no
 * policy covers these paths: to others, a browser gives no permission for {@code PUT}.
 */
@RestController
@RequestMapping("/control")
class ControlController {

	private final Changes changes;

	private final Addresses addresses;

	ControlController(Changes changes, Addresses addresses) {
		this.changes = changes;
		this.addresses = addresses;
	}

	@GetMapping
	Set<Change> made() {
		return this.changes.made();
	}

	@PutMapping("/{change}")
	Set<Change> make(@PathVariable Change change) {
		this.changes.make(change);
		return made();
	}

	@DeleteMapping("/{change}")
	Set<Change> undo(@PathVariable Change change) {
		this.changes.undo(change);
		return made();
	}

	@DeleteMapping
	void undoAll() {
		this.changes.undoAll();
	}

	/**
	 * Asks the API as a browser of the intranet does, through a proxy. On this machine no
	 * browser can: to {@code localhost}, it adds {@code Sec-Fetch-Site}.
	 * @param keepHost whether the proxy passes {@code Host} on
	 * @return the status line
	 */
	@PostMapping("/intranet")
	String askFromIntranet(@RequestParam boolean keepHost) {
		String host = keepHost ? "shop.intranet" : "backend";
		String request = """
				POST /orders HTTP/1.1
				Host: %s
				Origin: http://shop.intranet
				Content-Length: 0
				Connection: close

				""".formatted(host).replace("\n", "\r\n");
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(this.addresses.api()).getPort())) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.findFirst()
				.orElse("no answer");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
