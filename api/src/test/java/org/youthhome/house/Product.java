package org.youthhome.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** What is delivered, of all three modules, without the tests and the engines beside it. */
final class Product {

    static final String ROOT = "org.youthhome";

    static final ImportOption DELIVERED =
            location -> !location.contains("/test-classes/") && !location.contains("-tests.jar");

    static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(DELIVERED).importPackages(ROOT);

    private Product() {}
}
