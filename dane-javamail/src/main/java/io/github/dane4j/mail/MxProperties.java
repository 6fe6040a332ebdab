package io.github.dane4j.mail;

/** The application's properties, reduced to those that may have an effect on an MX host. */
final class MxProperties {
    private MxProperties() {}

    /**
     * The properties for {@link HostTransport}, without credentials: a host that the recipient's domain names must not get
     * the application's, and Angus would send them unasked.
     */
    static LayeredProperties of(ProtocolProperties properties) {
        return LayeredProperties.over(properties.properties())
                .without(
                        properties.name("auth"),
                        properties.name("user"),
                        "mail.user",
                        properties.name("password"),
                        properties.name("sasl.enable"),
                        properties.name("submitter"))
                // One bad recipient must not hold up the others, and a success is not an exception.
                .with(properties.name("sendpartial"), "true")
                .without(properties.name("reportsuccess"))
                // Hosts come from DNS; between mail servers TLS begins with STARTTLS, and is ours.
                .without(
                        properties.name("host"),
                        "mail.host",
                        properties.name("ssl.enable"),
                        properties.name("socketFactory"),
                        properties.name("socketFactory.class"),
                        properties.name("starttls.enable"))
                .build();
    }
}
