package io.github.dane4j.idna;

import java.util.Arrays;

/** Punycode (RFC 3492), with the parameters of section 5. Names as there. */
final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 0x80;

    private Punycode() {}

    /** Section 6.3. {@link Label} bounds the input: 252 code points times 0x110000 stay below 2<sup>31</sup>. */
    static String encode(int[] input) {
        StringBuilder output = new StringBuilder();
        for (int c : input) {
            if (c < INITIAL_N) {
                output.append((char) c);
            }
        }
        int basic = output.length();
        if (basic > 0) {
            output.append('-');
        }
        int n = INITIAL_N;
        int delta = 0;
        int bias = INITIAL_BIAS;
        int handled = basic;
        while (handled < input.length) {
            int next = Integer.MAX_VALUE;
            for (int c : input) {
                if (c >= n && c < next) {
                    next = c;
                }
            }
            delta += (next - n) * (handled + 1);
            n = next;
            for (int c : input) {
                if (c < n) {
                    delta++;
                } else if (c == n) {
                    appendNumber(output, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return output.toString();
    }

    private static void appendNumber(StringBuilder output, int delta, int bias) {
        int q = delta;
        for (int k = BASE; ; k += BASE) {
            int t = threshold(k, bias);
            if (q < t) {
                output.append(digit(q));
                return;
            }
            output.append(digit(t + (q - t) % (BASE - t)));
            q = (q - t) / (BASE - t);
        }
    }

    /**
     * Section 6.2.
     *
     * @throws InvalidLabelException if {@code input} is not Punycode, or stands for something that is not a character
     */
    static int[] decode(String input) throws InvalidLabelException {
        int basic = Math.max(input.lastIndexOf('-'), 0);
        int[] output = new int[input.length()];
        int length = 0;
        while (length < basic) {
            output[length] = input.charAt(length);
            length++;
        }
        long n = INITIAL_N;
        long i = 0;
        int bias = INITIAL_BIAS;
        int at = basic > 0 ? basic + 1 : 0;
        while (at < input.length()) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                if (at == input.length()) {
                    throw notPunycode();
                }
                int digit = value(input.charAt(at++));
                i += digit * weight;
                if (i > Integer.MAX_VALUE) {
                    throw notPunycode();
                }
                int t = threshold(k, bias);
                if (digit < t) {
                    break;
                }
                weight *= BASE - t;
                if (weight > Integer.MAX_VALUE) {
                    throw notPunycode();
                }
            }
            bias = adapt(i - before, length + 1, before == 0);
            n += i / (length + 1);
            i %= length + 1;
            if (n > Character.MAX_CODE_POINT || (n >= Character.MIN_SURROGATE && n <= Character.MAX_SURROGATE)) {
                throw notPunycode();
            }
            System.arraycopy(output, (int) i, output, (int) i + 1, length - (int) i);
            output[(int) i++] = (int) n;
            length++;
        }
        return Arrays.copyOf(output, length);
    }

    private static int threshold(int k, int bias) {
        return Math.min(Math.max(k - bias, T_MIN), T_MAX);
    }

    /** Section 6.1. */
    private static int adapt(long delta, int points, boolean first) {
        long rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return (int) (k + (BASE - T_MIN + 1) * rest / (rest + SKEW));
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int value(char digit) throws InvalidLabelException {
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a';
        }
        if (digit >= '0' && digit <= '9') {
            return digit - '0' + 26;
        }
        throw notPunycode();
    }

    private static InvalidLabelException notPunycode() {
        return new InvalidLabelException("the label begins with \"xn--\" but what follows is not Punycode");
    }
}
