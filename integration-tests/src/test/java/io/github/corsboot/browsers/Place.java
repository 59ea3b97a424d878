package io.github.corsboot.browsers;

/**
 * Where a page or the API is. Browsers resolve every name below {@code localhost} to this
 * machine, and take {@code shop.localhost} and {@code other.localhost} for two sites.
 */
enum Place {

	/** The page that policies allow. */
	APP("www.shop.localhost", Port.PAGES),

	/** The same host on another port. */
	OTHER_PORT("www.shop.localhost", Port.MORE_PAGES),

	/** A sub-domain beside it. */
	ADMIN("admin.shop.localhost", Port.PAGES),

	/** A sub-domain two levels deep. */
	DEEP("eu.admin.shop.localhost", Port.PAGES),

	/** The domain itself. */
	APEX("shop.localhost", Port.PAGES),

	/** A name that begins like an allowed one. */
	LOOKALIKE("www.shop.localhost.evil.localhost", Port.PAGES),

	/** A name that ends like an allowed one. */
	SUFFIX("evilshop.localhost", Port.PAGES),

	/** Another site. */
	STRANGER("evil.localhost", Port.PAGES),

	/** A name that is not ASCII, as browsers send it. */
	INTERNATIONAL("xn--mnchen-3ya.localhost", Port.PAGES),

	/** An address in place of a name. */
	ADDRESS("127.0.0.1", Port.PAGES),

	/** The API, of the same site as the app. */
	API("api.shop.localhost", Port.API),

	/** The same API, as another site. */
	API_ELSEWHERE("api.other.localhost", Port.API),

	/** A proxy that the API sees under another host. */
	PROXY("proxy.shop.localhost", Port.PROXY),

	/** Two instances: one gets the preflights, the other one the rest. */
	INSTANCES("api.shop.localhost", Port.INSTANCES);

	private final String host;

	private final Port port;

	Place(String host, Port port) {
		this.host = host;
		this.port = port;
	}

	String host() {
		return this.host;
	}

	Port port() {
		return this.port;
	}

	/**
	 * What listens.
	 */
	enum Port {

		PAGES, MORE_PAGES, API, PROXY, INSTANCES

	}

}
