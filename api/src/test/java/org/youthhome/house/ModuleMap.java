package org.youthhome.house;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/**
 * Exactly these modules, and what each may depend on. Modulith's own {@code verify()} holds a module to what its
 * package-info allows, but says nothing about a module that nobody wanted, nor about one that allows itself more.
 *
 * @param allowed by module: the modules it may use, as its package-info has them
 */
record ModuleMap(Map<String, Set<String>> allowed) {

    void check(ApplicationModules modules) {
        Map<String, Set<String>> found = modules.stream()
                .collect(toMap(
                        module -> module.getIdentifier().toString(),
                        module -> declared(module, modules),
                        (one, other) -> one,
                        TreeMap::new));
        if (!found.equals(new TreeMap<>(allowed))) {
            throw new AssertionError("The modules and what they may use:\n" + lines(found)
                    + "\nbut agreed is (docs/ARCHITECTURE.md):\n" + lines(new TreeMap<>(allowed)));
        }
        modules.verify();
    }

    private static Set<String> declared(ApplicationModule module, ApplicationModules modules) {
        return module.getAllowedDependencies(modules).stream()
                .map(Object::toString)
                .collect(toCollection(TreeSet::new));
    }

    private static String lines(Map<String, Set<String>> modules) {
        return modules.entrySet().stream()
                .map(module -> "  " + module.getKey() + " -> " + String.join(", ", new TreeSet<>(module.getValue())))
                .collect(joining("\n"));
    }
}
