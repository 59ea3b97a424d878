package io.github.corsboot.browsers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of the test's own, for all its names.
 *
 * @param keyStore a PKCS 12 file
 */
record Certificate(Path keyStore) {

	static final String PASSWORD = "changeit";

	static Certificate create(Path folder) throws IOException, InterruptedException {
		Path keyStore = folder.resolve("certificate.p12");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "test", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
				"-ext", "san=dns:localhost,dns:*.shop.localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-storepass",
				PASSWORD, "-keystore", keyStore.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IllegalStateException(output);
		}
		return new Certificate(keyStore);
	}

	private KeyStore load() throws IOException, GeneralSecurityException {
		try (InputStream file = Files.newInputStream(this.keyStore)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(file, PASSWORD.toCharArray());
			return store;
		}
	}

	/**
	 * Return what Chromium knows it by: the Base64 of the SHA-256 of its public key.
	 */
	String publicKeyHash() {
		try {
			byte[] key = load().getCertificate("test").getPublicKey().getEncoded();
			return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	KeyManagerFactory keys() {
		try {
			KeyStore store = load();
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, PASSWORD.toCharArray());
			return keys;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	SSLContext context() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys().getKeyManagers(), null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
