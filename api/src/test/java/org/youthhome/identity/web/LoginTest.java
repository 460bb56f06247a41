package org.youthhome.identity.web;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;

@ApiTest
class LoginTest {

    @Autowired
    Demo demo;

    @Test
    void a_stranger_becomes_a_person() {
        Demo.Account account = demo.stranger();
        account.http()
                .get()
                .uri("/me")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .consumeWith(System.out::println);
    }
}
