package io.github.corsboot.browsers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/**
 * A process that writes its console among other lines.
 */
class ProcessBrowser implements Browser {

	private final Process process;

	private final Path output;

	private final String mark;

	ProcessBrowser(List<String> command, Path folder, String mark) throws IOException {
		this.output = folder.resolve("output.txt");
		this.mark = mark;
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.output.toFile())
			.start();
	}

	Stream<String> output() {
		try {
			// What is written right now may end within a character.
			return new String(Files.readAllBytes(this.output), StandardCharsets.UTF_8).lines();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public List<String> console() {
		return output().filter((line) -> line.contains(this.mark)).toList();
	}

	@Override
	public void close() {
		List<ProcessHandle> all = Stream.concat(this.process.descendants(), Stream.of(this.process.toHandle()))
			.toList();
		all.forEach(ProcessHandle::destroyForcibly);
		await().pollInterval(Duration.ofMillis(20)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
	}

}
