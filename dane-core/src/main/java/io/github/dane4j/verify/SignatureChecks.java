package io.github.dane4j.verify;

import io.github.dane4j.crypto.SignatureVerifier;
import java.security.PublicKey;
import java.security.interfaces.DSAParams;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies signatures of certificates, each by each key once, within the budget. */
final class SignatureChecks {
    private final SignatureVerifier verifier;
    private final WorkBudget budget;
    private final Map<Check, Boolean> done = new HashMap<>();

    SignatureChecks(SignatureVerifier verifier, WorkBudget budget) {
        this.verifier = verifier;
        this.budget = budget;
    }

    /** Whether {@code key} signed {@code certificate}; false as well if the budget is used up. */
    boolean verify(ParsedCertificate certificate, PublicKey key) {
        Check check = new Check(certificate, key);
        Boolean known = done.get(check);
        if (known == null) {
            if (!budget.grantSignatureChecks(cost(key))) {
                return false;
            }
            known = verifier.isSignedBy(certificate.x509(), key);
            done.put(check, known);
        }
        return known;
    }

    /**
     * What a check by this key counts: for DSA more with the square of its modulus, for RSA more with a long exponent.
     */
    static long cost(PublicKey key) {
        if (key instanceof DSAPublicKey dsa) {
            @Nullable DSAParams parameters = dsa.getParams();
            long kilobits = parameters == null ? 1 : parameters.getP().bitLength() / 1024;
            return 1 + kilobits * kilobits;
        }
        return key instanceof RSAPublicKey rsa && rsa.getPublicExponent().bitLength() > Long.SIZE ? 8 : 1;
    }

    private record Check(ParsedCertificate certificate, PublicKey key) {}
}
