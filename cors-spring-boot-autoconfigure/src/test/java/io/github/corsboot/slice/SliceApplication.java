package io.github.corsboot.slice;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application of which tests start a slice.
 */
@SpringBootApplication
class SliceApplication {

	@RestController
	static class OrderController {

		@GetMapping("/orders")
		String orders() {
			return "none";
		}

		@CrossOrigin("https://partner.example")
		@GetMapping("/partner-orders")
		String partnerOrders() {
			return "some";
		}

	}

}
