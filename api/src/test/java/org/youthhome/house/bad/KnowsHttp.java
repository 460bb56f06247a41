package org.youthhome.house.bad;

import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.http.HttpStatus;

/** Speaks HTTP where there should be none. */
public record KnowsHttp(@Schema(example = "200") HttpStatus status) {}
