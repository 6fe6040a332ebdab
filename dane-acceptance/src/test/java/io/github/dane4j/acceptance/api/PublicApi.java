package io.github.dane4j.acceptance.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a module offers: each public type of its exported packages, and each public or protected member, as one sorted line.
 * Nothing in it depends on the version of the JDK.
 */
final class PublicApi {
    private static final int TYPE_MODIFIERS = Modifier.ABSTRACT | Modifier.FINAL | Modifier.STATIC;
    private static final int MEMBER_MODIFIERS =
            Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;

    private PublicApi() {}

    /** The lines of the module that {@code member} belongs to; types in order, the members of each after it. */
    static List<String> of(Class<?> member) {
        ModuleReference module = module(member);
        Set<String> exported = module.descriptor().exports().stream()
                .filter(each -> !each.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> lines = new ArrayList<>();
        lines.add("module " + module.descriptor().name());
        exported.forEach(each -> lines.add("exports " + each));
        for (String name : classes(module)) {
            int dot = name.lastIndexOf('.');
            if (dot > 0 && exported.contains(name.substring(0, dot))) {
                Class<?> type = load(name, member.getClassLoader());
                if (isOffered(type)) {
                    lines.addAll(lines(type));
                }
            }
        }
        return lines;
    }

    private static ModuleReference module(Class<?> member) {
        try {
            Path place = Path.of(
                    member.getProtectionDomain().getCodeSource().getLocation().toURI());
            return ModuleFinder.of(place).findAll().stream().findFirst().orElseThrow();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> classes(ModuleReference module) {
        try (ModuleReader reader = module.open();
                Stream<String> resources = reader.list()) {
            return resources
                    .filter(each -> each.endsWith(".class"))
                    .map(each ->
                            each.substring(0, each.length() - ".class".length()).replace('/', '.'))
                    .filter(each -> !each.endsWith("module-info") && !each.endsWith("package-info"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A nested type is as public as all that it is nested in. */
    private static boolean isOffered(Class<?> type) {
        if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic()) {
            return false;
        }
        for (Class<?> each = type; each != null; each = each.getDeclaringClass()) {
            if (!isOffered(each.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOffered(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static List<String> lines(Class<?> type) {
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isOffered(field.getModifiers()) && !field.isSynthetic()) {
                members.add(line(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isOffered(constructor.getModifiers()) && !constructor.isSynthetic()) {
                members.add(modifiers(constructor.getModifiers()) + "<init>" + parameters(constructor)
                        + thrown(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isOffered(method.getModifiers()) && !method.isSynthetic()) {
                members.add(line(method));
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(head(type));
        members.stream().sorted().map(each -> "  " + each).forEach(lines::add);
        return lines;
    }

    private static String head(Class<?> type) {
        StringBuilder line = new StringBuilder(Modifier.isProtected(type.getModifiers()) ? "protected " : "");
        if (type.isSealed()) {
            line.append("sealed ");
        }
        if (type.isEnum()) {
            line.append("enum ");
        } else if (type.isRecord()) {
            line.append("record ");
        } else if (type.isAnnotation()) {
            line.append("@interface ");
        } else if (type.isInterface()) {
            line.append("interface ");
        } else {
            int shown =
                    type.getModifiers() & TYPE_MODIFIERS & ~(type.getDeclaringClass() == null ? Modifier.STATIC : 0);
            line.append(shown == 0 ? "" : Modifier.toString(shown) + " ").append("class ");
        }
        line.append(type.getName()).append(variables(type.getTypeParameters()));
        if (type.isRecord()) {
            line.append(Arrays.stream(type.getRecordComponents())
                    .map(each -> annotated(each.getAnnotatedType()) + " " + each.getName())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        Type above = type.getGenericSuperclass();
        if (above != null && above != Object.class && !type.isEnum() && !type.isRecord()) {
            line.append(" extends ").append(above.getTypeName());
        }
        if (type.getGenericInterfaces().length > 0) {
            line.append(type.isInterface() ? " extends " : " implements ").append(names(type.getGenericInterfaces()));
        }
        if (type.isSealed()) {
            line.append(" permits ")
                    .append(Arrays.stream(type.getPermittedSubclasses())
                            .map(Class::getName)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        return line.toString();
    }

    private static String line(Field field) {
        return modifiers(field.getModifiers())
                + (field.isEnumConstant() ? "enum constant" : annotated(field.getAnnotatedType()))
                + " " + field.getName();
    }

    private static String line(Method method) {
        String variables = variables(method.getTypeParameters());
        return modifiers(method.getModifiers())
                + (method.isDefault() ? "default " : "")
                + (variables.isEmpty() ? "" : variables + " ")
                + annotated(method.getAnnotatedReturnType()) + " " + method.getName() + parameters(method)
                + thrown(method);
    }

    private static String modifiers(int all) {
        int shown = all & MEMBER_MODIFIERS;
        return shown == 0 ? "" : Modifier.toString(shown) + " ";
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getParameters())
                .map(Parameter::getAnnotatedType)
                .map(PublicApi::annotated)
                .collect(Collectors.joining(", ", "(", ")"))
                .replaceFirst("\\[\\]\\)$", executable.isVarArgs() ? "...)" : "[])");
    }

    private static String thrown(Executable executable) {
        Type[] types = executable.getGenericExceptionTypes();
        return types.length == 0 ? "" : " throws " + names(types);
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(each -> each.getName() + bounds(each.getBounds()))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String bounds(Type[] bounds) {
        String text = Arrays.stream(bounds)
                .filter(each -> each != Object.class)
                .map(Type::getTypeName)
                .collect(Collectors.joining(" & "));
        return text.isEmpty() ? "" : " extends " + text;
    }

    /** Whether null is allowed is a part of the contract, too. */
    private static String annotated(AnnotatedType type) {
        return (type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "")
                + type.getType().getTypeName();
    }
}
