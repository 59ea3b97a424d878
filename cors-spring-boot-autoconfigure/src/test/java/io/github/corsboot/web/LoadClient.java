package io.github.corsboot.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps many connections to a server busy, one request at a time on each, and compares
 * every response byte by byte with the one that is known to be right. The first that is
 * not ends the run.
 */
final class LoadClient implements AutoCloseable {

	private static final int SEED = 20260101;

	private static final int BUFFER_SIZE = 64 * 1024;

	private static final long PATIENCE_MILLIS = 30_000;

	private static final byte[] GREETING = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private final Selector selector;

	private final List<Connection> connections = new ArrayList<>();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final Random random = new Random(SEED);

	LoadClient(int port, int connections) throws IOException {
		this.selector = Selector.open();
		for (int i = 0; i < connections; i++) {
			this.connections.add(new Connection(port));
		}
	}

	/**
	 * Send requests.
	 * @param mixture each is sent about as often as any other
	 * @param requests how many are sent
	 * @param perSecond how many of them in a second, or 0 for as many as possible
	 */
	Report run(List<Request> mixture, int requests, int perSecond) throws IOException {
		Deque<Connection> idle = new ArrayDeque<>(this.connections);
		Latencies latencies = new Latencies();
		long start = System.nanoTime();
		int started = 0;
		int finished = 0;
		while (finished < requests) {
			int due = (perSecond == 0) ? requests
					: (int) Math.min(requests, (System.nanoTime() - start) * perSecond / TimeUnit.SECONDS.toNanos(1));
			while (started < due && !idle.isEmpty()) {
				long time = (perSecond == 0) ? System.nanoTime()
						: start + TimeUnit.SECONDS.toNanos(1) * started / perSecond;
				idle.removeFirst().send(mixture.get(this.random.nextInt(mixture.size())), time);
				started++;
			}
			boolean waiting = this.selector.select((started < requests && !idle.isEmpty()) ? 1 : PATIENCE_MILLIS) > 0;
			if (!waiting && (idle.isEmpty() || started == requests)) {
				throw new AssertionError(requests - finished + " responses did not arrive");
			}
			for (SelectionKey key : this.selector.selectedKeys()) {
				Connection connection = (Connection) key.attachment();
				if (connection.proceed(key, latencies)) {
					idle.addLast(connection);
					finished++;
				}
			}
			this.selector.selectedKeys().clear();
		}
		return new Report(requests, Duration.ofNanos(System.nanoTime() - start), latencies.percentile(50),
				latencies.percentile(99));
	}

	@Override
	public void close() throws IOException {
		for (Connection connection : this.connections) {
			connection.channel.close();
		}
		this.selector.close();
	}

	/**
	 * What happened.
	 *
	 * @param requests how many were sent and answered
	 * @param time how long it took
	 * @param median the median of the latency of allowed requests
	 * @param p99 the 99th percentile of it
	 */
	record Report(int requests, Duration time, Duration median, Duration p99) {

		long perSecond() {
			return this.requests * TimeUnit.SECONDS.toNanos(1) / this.time.toNanos();
		}

	}

	/**
	 * A request and the response to it.
	 */
	static final class Request {

		private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

		private static final String DATE = "\r\nDate: ";

		private static final int DATE_LENGTH = "Thu, 01 Jan 1970 00:00:00 GMT".length();

		private final byte[] bytes;

		private final byte[] response;

		/** Where the value of {@code Date} starts in the response, or -1. */
		private final int date;

		/** Only then its latency counts. */
		private final boolean allowed;

		private Request(byte[] bytes, byte[] response, int date, boolean allowed) {
			this.bytes = bytes;
			this.response = response;
			this.date = date;
			this.allowed = allowed;
		}

		/**
		 * Learn what the response to a request is, and see that it is right.
		 * @return the request, or {@code null} if its response is not always the same, or
		 * the server closes the connection
		 */
		static Request probe(int port, CorsCase expected) {
			StringBuilder text = new StringBuilder(expected.requestLine() + " HTTP/1.1\r\n");
			List<String> headers = List.of(expected.requestHeaders());
			if (headers.stream().noneMatch((line) -> line.startsWith("Host:"))) {
				text.append("Host: localhost:").append(port).append("\r\n");
			}
			headers.forEach((line) -> text.append(line).append("\r\n"));
			byte[] request = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
			String response = exchange(port, request);
			expected.verify(HttpExchange.parse(response));
			Request probed = new Request(request, response.getBytes(StandardCharsets.ISO_8859_1), dateIn(response),
					response.contains("\r\nAccess-Control-Allow-Origin:"));
			byte[] second = exchange(port, request).getBytes(StandardCharsets.ISO_8859_1);
			// Two may have the same time by chance.
			boolean same = !response.contains("\"timestamp\":") && second.length == probed.response.length
					&& probed.differsAt(second, 0, second.length) < 0;
			return (same && !response.toLowerCase(Locale.ROOT).contains("\r\nconnection: close")) ? probed : null;
		}

		/**
		 * Return a request that gets the same response.
		 */
		Request with(String bytes) {
			return new Request(bytes.getBytes(StandardCharsets.ISO_8859_1), this.response, this.date, this.allowed);
		}

		/**
		 * Return the same request, of which the latency does not count.
		 */
		Request uncounted() {
			return new Request(this.bytes, this.response, this.date, false);
		}

		private static int dateIn(String response) {
			int start = response.indexOf(DATE);
			return (start < 0) ? -1 : start + DATE.length();
		}

		private static String exchange(int port, byte[] request) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				return exchange(socket, request);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static String exchange(Socket socket, byte[] request) {
			StringBuilder response = new StringBuilder();
			try {
				socket.setSoTimeout((int) PATIENCE_MILLIS);
				socket.getOutputStream().write(request);
				boolean head = new String(request, 0, "HEAD ".length(), StandardCharsets.ISO_8859_1).equals("HEAD ");
				byte[] part = new byte[BUFFER_SIZE];
				int length = socket.getInputStream().read(part);
				while (length >= 0) {
					response.append(new String(part, 0, length, StandardCharsets.ISO_8859_1));
					length = isComplete(response.toString(), head) ? -1 : socket.getInputStream().read(part);
				}
				return response.toString();
			}
			catch (IOException ex) {
				throw new IllegalStateException(
						"To:\n" + new String(request, StandardCharsets.ISO_8859_1) + "only:\n" + response, ex);
			}
		}

		private static boolean isComplete(String response, boolean head) {
			int end = response.indexOf("\r\n\r\n") + "\r\n\r\n".length();
			if (end < "\r\n\r\n".length()) {
				return false;
			}
			Matcher length = LENGTH.matcher(response.substring(0, end));
			if (length.find()) {
				return head || response.length() == end + Integer.parseInt(length.group(1));
			}
			return head || response.startsWith("HTTP/1.1 204") || response.endsWith("\r\n0\r\n\r\n");
		}

		/**
		 * Return the first index at which a part of a response is another, or -1.
		 */
		int differsAt(byte[] part, int from, int length) {
			if (from + length > this.response.length) {
				return this.response.length;
			}
			for (int i = 0; i < length; i++) {
				int position = from + i;
				boolean date = this.date >= 0 && position >= this.date && position < this.date + DATE_LENGTH;
				if (!date && part[i] != this.response[position]) {
					return position;
				}
			}
			return -1;
		}

	}

	/**
	 * Counts latencies in steps.
	 */
	private static final class Latencies {

		private static final long STEP_NANOS = 100_000;

		private final int[] counts = new int[100_000];

		private int total;

		void add(long nanos) {
			this.counts[(int) Math.min(nanos / STEP_NANOS, this.counts.length - 1)]++;
			this.total++;
		}

		Duration percentile(int percent) {
			long left = (long) this.total * percent / 100;
			int step = 0;
			while (step < this.counts.length - 1 && left >= this.counts[step]) {
				left -= this.counts[step];
				step++;
			}
			return Duration.ofNanos(step * STEP_NANOS);
		}

	}

	private final class Connection {

		private final SocketChannel channel;

		private final SelectionKey key;

		private Request request;

		/** May explain what is wrong with the response to the next. */
		private Request previous;

		private ByteBuffer unsent;

		private long start;

		private int received;

		Connection(int port) throws IOException {
			this.channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			// The kernel connects before the server accepts, and drops connections where
			// the server is slow. A response shows that this one is accepted.
			Request.exchange(this.channel.socket(), GREETING);
			this.channel.configureBlocking(false);
			this.key = this.channel.register(LoadClient.this.selector, SelectionKey.OP_READ, this);
		}

		void send(Request request, long time) throws IOException {
			this.request = request;
			this.unsent = ByteBuffer.wrap(request.bytes);
			this.start = time;
			this.received = 0;
			write();
		}

		private void write() throws IOException {
			this.channel.write(this.unsent);
			this.key.interestOps(
					this.unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
		}

		/**
		 * Return whether the response is complete.
		 */
		boolean proceed(SelectionKey key, Latencies latencies) throws IOException {
			if (key.isWritable()) {
				write();
			}
			if (!key.isReadable()) {
				return false;
			}
			ByteBuffer buffer = LoadClient.this.buffer.clear();
			int length = this.channel.read(buffer);
			byte[] part = new byte[Math.max(length, 0)];
			buffer.flip().get(part);
			if (length < 0 || this.request == null || this.request.differsAt(part, this.received, length) >= 0) {
				throw new AssertionError(wrong(length, part));
			}
			this.received += length;
			if (this.received < this.request.response.length) {
				return false;
			}
			if (this.request.allowed) {
				latencies.add(System.nanoTime() - this.start);
			}
			this.previous = this.request;
			this.request = null;
			return true;
		}

		private String wrong(int length, byte[] part) {
			if (this.request == null) {
				return "A response to nothing: " + new String(part, StandardCharsets.ISO_8859_1);
			}
			String sent = new String(this.request.bytes, StandardCharsets.ISO_8859_1);
			String expected = new String(
					Arrays.copyOfRange(this.request.response, this.received, this.request.response.length),
					StandardCharsets.ISO_8859_1);
			String actual = (length < 0) ? "(closed)" : new String(part, StandardCharsets.ISO_8859_1);
			String before = (this.previous == null) ? "(nothing)"
					: new String(this.previous.bytes, StandardCharsets.ISO_8859_1);
			return "To:\n" + sent + "expected:\n" + expected + "\nbut was:\n" + actual + "\nafter:\n" + before;
		}

	}

}
